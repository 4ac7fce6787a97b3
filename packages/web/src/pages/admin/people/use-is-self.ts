import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../../api/sessions.ts';

/** Whether an account is one's own. */
export function useIsSelf({ id }: { readonly id: number }): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.account.id === id;
}
