import { writeFileSync } from 'node:fs';
import {
  type Flow,
  flowHeight,
  flowShapes,
  flows,
  flowWidth,
  type LineLook,
  type Shape,
} from '../packages/web/src/pages/admin/jwt/flow-shapes.ts';
import { root } from './step.ts';

// Draws the flows for the documents, from the same text as in the form: `node tools/draw-flows.ts`.

const style = `
  svg { color-scheme: light dark; font: 13px system-ui, sans-serif; }
  .ground { fill: #fff; } text { fill: #1b1d22; text-anchor: middle; paint-order: stroke; stroke: #fff; stroke-width: 4px; }
  .name { font-weight: 600; } .life { stroke: #d5d8df; stroke-width: 2; }
  .line { stroke: #4650d6; stroke-width: 1.5; } .direct { stroke-dasharray: 5 4; } polygon { fill: #4650d6; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #16181d; } text { fill: #d9dce3; stroke: #16181d; } .life { stroke: #363a44; }
    .line { stroke: #a3abf9; } polygon { fill: #a3abf9; }
  }`;

const classOf: Readonly<Record<LineLook, string>> = {
  life: 'life',
  direct: 'line direct',
  'through browser': 'line',
};

/** @returns a standalone file: readable on a light and a dark background */
export function drawFlow(flow: Flow): string {
  const height = flowHeight(flow);
  const steps = flow.steps.map(({ from, to, text }) => `${from} to ${to}: ${text}`).join('; ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${flowWidth} ${height}" width="${flowWidth}" height="${height}" role="img" aria-labelledby="title">
<title id="title">${flow.title}. ${steps}.</title>
<style>${style}
</style>
<rect class="ground" width="${flowWidth}" height="${height}" rx="8"/>
${flowShapes(flow).map(asElement).join('\n')}
</svg>
`;
}

function asElement(shape: Shape): string {
  if (shape.kind === 'head') return `<polygon points="${shape.points}"/>`;
  if (shape.kind === 'text') {
    const [x, y] = shape.at;
    return `<text${shape.isBold ? ' class="name"' : ''} x="${x}" y="${y}">${shape.text}</text>`;
  }
  const [[x1, y1], [x2, y2]] = [shape.from, shape.to];
  return `<line class="${classOf[shape.look]}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

/** The path of a flow's drawing, from the root of the repository. */
export function drawingPath({ name }: Flow): string {
  return `docs/images/flow-${name}.svg`;
}

if (import.meta.main) {
  for (const flow of flows) writeFileSync(root + drawingPath(flow), drawFlow(flow));
}
