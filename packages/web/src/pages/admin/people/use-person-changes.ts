import type { AccountDetail } from '@dashboard/contract';
import { useQueryClient } from '@tanstack/react-query';
import { personQuery } from '../../../api/read-person.ts';
import { sessionQuery } from '../../../api/read-session.ts';
import type { Versioned } from '../../../api/versioned.ts';

/** What a section of a person's page does with the server's answers. */
export function usePersonChanges(id: number) {
  const queries = useQueryClient();
  const { queryKey } = personQuery(id);
  return {
    /** Puts an answer in place, and lets the lists ask afresh. */
    accept(version: Versioned<AccountDetail>): void {
      queries.setQueryData(queryKey, version);
      void queries.invalidateQueries({ queryKey: ['people', 'list'] });
    },
    refresh: () => queries.fetchQuery(personQuery(id)),
    /** After a change whose answer has no person in it. */
    async askAfresh(): Promise<void> {
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['people'] }),
        queries.invalidateQueries({ queryKey: ['groups'] }),
        // It may have been oneself.
        queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ]);
    },
  };
}
