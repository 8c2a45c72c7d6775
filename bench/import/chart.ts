import type { Report } from "./report.ts";

const WIDTH = 640;
const LEFT = 150;
const RIGHT = 90;
const ROW = 26;
const GAP = 18;
const TOP = 54;

/** Bars of MB/s, ours under the bare COPY of the same rows, a pair for each size; the line is 0.60 of the COPY. */
export function chartOf(report: Report): string {
  const most = Math.max(...report.sizes.flatMap(({ importMBs, bareCopyMBs }) => [importMBs, bareCopyMBs]));
  const scale = (WIDTH - LEFT - RIGHT) / most;
  const height = TOP + report.sizes.length * (2 * ROW + GAP) + 30;
  const pairs = report.sizes.flatMap((size, at) => {
    const y = TOP + at * (2 * ROW + GAP);
    const goal = LEFT + size.bareCopyMBs * 0.6 * scale;
    return [
      bar(y, size.bareCopyMBs, scale, `bare COPY, ${size.megabytes} MB`, "#9aa5b1", ""),
      bar(y + ROW, size.importMBs, scale, `import, ${size.megabytes} MB`, "#2f6f9f", ` (${size.ratio.toFixed(2)}x)`),
      `<line x1="${goal.toFixed(1)}" x2="${goal.toFixed(1)}" y1="${y + ROW}" y2="${y + 2 * ROW - 6}" stroke="#b3261e" stroke-width="2"/>`,
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13" role="img" aria-label="Import beside a bare COPY of the same rows">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="12" y="22" font-size="15" fill="#1b1f24">Import beside a bare COPY of the same rows, MB/s of source</text>
<text x="12" y="41" fill="#57606a">${report.engine}, text ${report.storage}, Node ${report.node.slice(1)}, ${report.cpus} shared cores</text>
${pairs.join("\n")}
<text x="${LEFT}" y="${height - 12}" fill="#b3261e">red: 0.60 of the bare COPY</text>
</svg>
`;
}

function bar(y: number, value: number, scale: number, label: string, colour: string, note: string): string {
  const width = (value * scale).toFixed(1);
  const end = (LEFT + value * scale + 6).toFixed(1);
  return `<text x="${LEFT - 8}" y="${y + 15}" text-anchor="end" fill="#1b1f24">${label}</text><rect x="${LEFT}" y="${y}" width="${width}" height="${ROW - 6}" fill="${colour}"/><text x="${end}" y="${y + 15}" fill="#1b1f24">${Math.round(value)}${note}</text>`;
}
