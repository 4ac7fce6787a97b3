import type { Question } from '@dashboard/contract';
import { expect, test } from 'vitest';
import { chosenView, viewKey } from './view-choice.ts';

type Shown = Pick<Question, 'parameters' | 'visualization'>;
const line: Shown = { parameters: [], visualization: { kind: 'line' } };
const table: Shown = { parameters: [], visualization: { kind: 'table' } };

test.each<[string, Shown, string]>([
  ['', line, 'chart'],
  ['view=table', line, 'table'],
  ['view=other', line, 'chart'],
  ['view=chart', table, 'table'],
])('for %j shows a question as it is asked and saved', (search, question, view) => {
  expect(chosenView(new URLSearchParams(search), question)).toBe(view);
});

test('leaves the key to a parameter that is called so', () => {
  const question: Shown = { ...line, parameters: [{ name: 'view', type: 'text' }] };
  expect(viewKey(question)).toBe('show');
  expect(chosenView(new URLSearchParams('view=table'), question)).toBe('chart');
});
