"use client";
import { type PointerEvent, useEffect, useRef, useState } from "react";
import { layOutMinimap, type MinimapBlock, stepAtHeight } from "./minimap-layout";
import type { OutlineStep } from "./outline";

type Props = {
  steps: readonly OutlineStep[];
  phases: readonly (string | null)[];
  /** Ordinals in view. */
  view: { from: number; to: number };
  onSeek: (position: number) => void;
};

const BLOCK = { x: 8, width: 20 };
/** Marks stand at the right edge, 7 px wide. */
const MARK_PX = 7;

/** The whole run on one canvas: colour by phase where one is set, outline where none is; drag to go there. */
export function Minimap({ steps, phases, view, onSeek }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [colors, setColors] = useState<Colors | null>(null);
  const blocks = layOutMinimap(steps, phases, size.height - 8);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const redraw = () => setColors(() => readColors());
    const observer = new ResizeObserver(() => {
      setSize({ width: element.clientWidth, height: element.clientHeight });
      redraw();
    });
    observer.observe(element);
    const scheme = window.matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", redraw);
    const themed = new MutationObserver(redraw);
    themed.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      observer.disconnect();
      themed.disconnect();
      scheme.removeEventListener("change", redraw);
    };
  }, []);
  useEffect(() => {
    if (canvas.current && colors) draw(canvas.current, size, blocks, view, colors);
  }, [size, blocks, view, colors]);

  const seek = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    onSeek(stepAtHeight(blocks, event.nativeEvent.offsetY - 4));
  };
  const labelled = phases.filter((phase) => phase !== null).length;
  const errors = steps.filter(({ isError }) => isError).length;
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={`The run at a glance: ${steps.length} steps, ${errors} with errors, ${labelled} labelled.`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={seek}
      className="h-full w-11 shrink-0 touch-none wide:w-14"
    />
  );
}

function draw(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  blocks: readonly MinimapBlock[],
  view: { from: number; to: number },
  color: Colors,
): void {
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.setTransform(scale, 0, 0, scale, 0, 4 * scale);
  context.lineWidth = 1;
  for (const block of blocks) {
    if (block.phaseId === null) {
      context.strokeStyle = color("line-strong");
      context.strokeRect(BLOCK.x + 0.5, block.top + 0.5, BLOCK.width - 1, Math.max(1, block.height - 1));
    } else {
      context.fillStyle = color(`ph-${block.phaseId}`);
      context.fillRect(BLOCK.x, block.top, BLOCK.width, block.height);
    }
    if (block.isError) drawTriangle(context, color("err"), width - MARK_PX - 4, block.top + block.height / 2);
  }
  const first = blocks.find(({ to }) => to >= view.from);
  const last = blocks.findLast(({ from }) => from <= view.to);
  if (!first || !last) return;
  context.strokeStyle = color("accent-ink");
  context.lineWidth = 1.5;
  context.strokeRect(2, first.top - 2, width - 4, last.top + last.height - first.top + 4);
}

function drawTriangle(context: CanvasRenderingContext2D, color: string, x: number, y: number): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, y + 3);
  context.lineTo(x + MARK_PX / 2, y - 3);
  context.lineTo(x + MARK_PX, y + 3);
  context.fill();
}

type Colors = (token: string) => string;

/** The tokens of the theme that is shown now, read once per theme. */
function readColors(): Colors {
  const style = getComputedStyle(document.documentElement);
  const read = new Map<string, string>();
  return (token) => {
    const known = read.get(token) ?? style.getPropertyValue(`--rt-${token}`);
    read.set(token, known);
    return known;
  };
}
