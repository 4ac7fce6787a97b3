import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkSteps, playwrightStep, vitestStep } from './check-steps.ts';
import {
  addCounts,
  type Counts,
  closingLine,
  countPlaywright,
  countVitest,
} from './count-tests.ts';
import { runStep, type Step } from './step.ts';

// `npm test`: continues after a failure, so that one run shows all, and prints the results at the
// end.
const reports = mkdtempSync(join(tmpdir(), 'dashboard-reports-'));
process.on('exit', () => rmSync(reports, { recursive: true, force: true }));
const vitestReport = join(reports, 'vitest.json');
const playwrightReport = join(reports, 'playwright.json');
process.env.PLAYWRIGHT_JSON_OUTPUT_NAME = playwrightReport;

const failures: string[] = [];
let counts: Counts = { passed: 0, failed: 0, skipped: 0 };

for (const step of checkSteps) await runAndCount(step, () => null);
await runAndCount(vitestStep(vitestReport), () => countVitest(read(vitestReport)));
await runAndCount(playwrightStep, () => countPlaywright(read(playwrightReport)));

if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join('\n  ')}`);
console.log(`\n${closingLine(counts)}`);
process.exit(failures.length === 0 ? 0 : 1);

/** A step that fails without a failed test (it has no tests, or did not reach one) counts as one. */
async function runAndCount(step: Step, count: () => Counts | null): Promise<void> {
  const isHeld = await runStep(step);
  const counted = count() ?? { passed: 0, failed: 0, skipped: 0 };
  if (!isHeld) failures.push(step.sentence);
  counts = addCounts(counts, isHeld || counted.failed > 0 ? counted : { ...counted, failed: 1 });
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
