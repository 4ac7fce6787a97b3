import type { AccountDetail } from '@dashboard/contract';
import { useQueryClient } from '@tanstack/react-query';
import { peopleKeys, personQuery } from '../../../api/people.ts';
import type { Versioned } from '../../../api/versioned.ts';

/** What a section of a person's page does with the server's responses. */
export function usePersonChanges(id: number) {
  const queries = useQueryClient();
  const { queryKey } = personQuery(id);
  return {
    /** Shows a response, and reloads the lists. */
    accept(version: Versioned<AccountDetail>): void {
      queries.setQueryData(queryKey, version);
      void queries.invalidateQueries({ queryKey: peopleKeys.lists });
    },
    refresh: () => queries.fetchQuery(personQuery(id)),
  };
}
