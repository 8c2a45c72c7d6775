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

const BLOCK = { x: 12, width: 20 };
const MARK_X = 39;

/** The whole run on one canvas: colour by phase where one is set, outline where none is; drag to go there. */
export function Minimap({ steps, phases, view, onSeek }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [themes, setThemes] = useState(0);
  const blocks = layOutMinimap(steps, phases, size.height - 8);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setSize({ width: element.clientWidth, height: element.clientHeight }));
    observer.observe(element);
    const redraw = () => setThemes((count) => count + 1);
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
    if (canvas.current) draw(canvas.current, size, blocks, view);
    // `themes` counts theme changes: the same blocks in other colours.
  }, [size, blocks, view, themes]);

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
): void {
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  const scale = window.devicePixelRatio;
  canvas.width = width * scale;
  canvas.height = height * scale;
  context.setTransform(scale, 0, 0, scale, 0, 4 * scale);
  const style = getComputedStyle(document.documentElement);
  const color = (token: string) => style.getPropertyValue(`--rt-${token}`);
  context.lineWidth = 1;
  for (const block of blocks) {
    if (block.phaseId === null) {
      context.strokeStyle = color("line-strong");
      context.strokeRect(BLOCK.x + 0.5, block.top + 0.5, BLOCK.width - 1, Math.max(1, block.height - 1));
    } else {
      context.fillStyle = color(`ph-${block.phaseId}`);
      context.fillRect(BLOCK.x, block.top, BLOCK.width, block.height);
    }
    if (block.isError) drawTriangle(context, color("err"), block.top + block.height / 2);
  }
  const first = blocks.find(({ to }) => to >= view.from);
  const last = blocks.findLast(({ from }) => from <= view.to);
  if (!first || !last) return;
  context.strokeStyle = color("accent-ink");
  context.lineWidth = 1.5;
  context.strokeRect(2, first.top - 2, width - 4, last.top + last.height - first.top + 4);
}

function drawTriangle(context: CanvasRenderingContext2D, color: string, y: number): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(MARK_X, y + 3);
  context.lineTo(MARK_X + 3.5, y - 3);
  context.lineTo(MARK_X + 7, y + 3);
  context.fill();
}
