import { useQueryClient } from '@tanstack/react-query';
import { sessionQuery } from '../../../api/read-session.ts';

/** After a change of who is in which group: what shows people, groups and oneself asks again. */
export function useAskAfresh(): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['people'] }),
      queries.invalidateQueries({ queryKey: ['groups'] }),
      queries.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    ]);
  };
}
