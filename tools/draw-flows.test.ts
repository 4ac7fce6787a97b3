import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { flows } from '../packages/web/src/pages/admin/jwt/flow-shapes.ts';
import { drawFlow, drawingPath } from './draw-flows.ts';
import { root } from './step.ts';

test.each(flows)('the drawing of $title is up to date (node tools/draw-flows.ts)', (flow) => {
  expect(readFileSync(root + drawingPath(flow), 'utf8')).toBe(drawFlow(flow));
});
