import { Button } from '@mantine/core';
import { administratorWords } from '../words/administrator-words.ts';
import { Failure } from './failure.tsx';
import { isChangedMeanwhile } from './use-versioned-save.ts';

/** Says why a change wasn't saved. After another person's change, a button shows theirs. */
export function SaveFailure({
  error,
  onCatchUp,
}: {
  readonly error: unknown;
  readonly onCatchUp: () => Promise<void>;
}) {
  return (
    <Failure error={error} words={administratorWords}>
      {isChangedMeanwhile(error) && (
        <Button variant="default" size="xs" onClick={() => void onCatchUp()}>
          Show their changes
        </Button>
      )}
    </Failure>
  );
}
