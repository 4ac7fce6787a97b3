import type { Question } from '@dashboard/contract';

export type View = 'chart' | 'table';

/** The address's key for the view; a parameter of the same name goes before it. */
export function viewKey({ parameters }: Pick<Question, 'parameters'>): string {
  return parameters.some(({ name }) => name === 'view') ? 'show' : 'view';
}

/** Chart or table, as the address says; otherwise what the question was saved as. */
export function chosenView(
  search: URLSearchParams,
  question: Pick<Question, 'parameters' | 'visualization'>,
): View {
  if (question.visualization.kind === 'table') return 'table';
  return search.get(viewKey(question)) === 'table' ? 'table' : 'chart';
}
