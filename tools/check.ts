import { checkSteps, vitestStep } from './check-steps.ts';
import { runStep } from './step.ts';

// `npm run check`: stops at the first thing that doesn't hold.
for (const step of [...checkSteps, vitestStep()]) {
  if (await runStep(step)) continue;
  console.error(`\nStopped here, since this does not hold: ${step.sentence.toLowerCase()}.`);
  process.exit(1);
}
console.log('\nEverything holds.');
