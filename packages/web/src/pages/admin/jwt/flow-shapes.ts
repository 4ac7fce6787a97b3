/** The flows as drawings, with the same text in the form and in the documents (`tools/draw-flows.ts`). */

type Actor = 'browser' | 'dashboard' | 'app';

interface Step {
  readonly from: Actor;
  readonly to: Actor;
  readonly text: string;
  /** From server to server, not through the browser. */
  readonly isDirect?: boolean;
}

export interface Flow {
  readonly name:
    | 'authorization-code'
    | 'authorization-code-pkce'
    | 'back-channel'
    | 'back-channel-pkce';
  readonly title: string;
  readonly steps: readonly Step[];
}

export type Shape =
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point; readonly look: LineLook }
  | { readonly kind: 'head'; readonly points: string }
  | { readonly kind: 'text'; readonly at: Point; readonly text: string; readonly isBold: boolean };

type Point = readonly [x: number, y: number];
export type LineLook = 'life' | 'through browser' | 'direct';

const opens: Step = { from: 'browser', to: 'dashboard', text: 'opens a question' };
const signsIn: Step = { from: 'browser', to: 'app', text: 'signs in' };
const arrives: Step = { from: 'dashboard', to: 'browser', text: 'the question' };

export const flows: readonly Flow[] = [
  {
    name: 'authorization-code',
    title: 'Authorization Code Flow',
    steps: [
      opens,
      { from: 'dashboard', to: 'app', text: 'return_to, state' },
      signsIn,
      { from: 'app', to: 'dashboard', text: 'jwt, return_to, state' },
      arrives,
    ],
  },
  {
    name: 'authorization-code-pkce',
    title: 'Authorization Code Flow with PKCE',
    steps: [
      opens,
      { from: 'dashboard', to: 'browser', text: 'set encrypted cookie' },
      { from: 'dashboard', to: 'app', text: 'return_to, state, code_challenge' },
      signsIn,
      { from: 'app', to: 'dashboard', text: 'jwt with code_challenge, state' },
      { from: 'browser', to: 'dashboard', text: 'verifier matches' },
      arrives,
    ],
  },
  {
    name: 'back-channel',
    title: 'Back channel',
    steps: [
      opens,
      { from: 'dashboard', to: 'app', text: 'client_id, nonce, state' },
      signsIn,
      { from: 'app', to: 'dashboard', text: 'code, state' },
      { from: 'dashboard', to: 'app', text: 'code, client secret', isDirect: true },
      { from: 'app', to: 'dashboard', text: 'id_token', isDirect: true },
      arrives,
    ],
  },
  {
    name: 'back-channel-pkce',
    title: 'Back channel with PKCE',
    steps: [
      opens,
      { from: 'dashboard', to: 'app', text: 'client_id, nonce, code_challenge' },
      signsIn,
      { from: 'app', to: 'dashboard', text: 'code, state' },
      { from: 'dashboard', to: 'app', text: 'code, verifier, client secret', isDirect: true },
      { from: 'app', to: 'dashboard', text: 'id_token', isDirect: true },
      arrives,
    ],
  },
];

export const flowWidth = 560;
const lanes: Readonly<Record<Actor, number>> = { browser: 80, dashboard: 280, app: 480 };
const names: Readonly<Record<Actor, string>> = {
  browser: 'Browser',
  dashboard: 'Dashboard',
  app: 'Your app',
};
const rowHeight = 44;
const top = 40;

export function flowHeight({ steps }: Flow): number {
  return top + steps.length * rowHeight + 20;
}

/** Lifelines, then an arrow with its text for each step, from the top down. */
export function flowShapes(flow: Flow): Shape[] {
  const bottom = flowHeight(flow) - 8;
  const actors = Object.keys(lanes) as Actor[];
  const heads = actors.flatMap((actor): Shape[] => [
    { kind: 'text', at: [lanes[actor], 20], text: names[actor], isBold: true },
    { kind: 'line', from: [lanes[actor], 32], to: [lanes[actor], bottom], look: 'life' },
  ]);
  return [...heads, ...flow.steps.flatMap((step, index) => arrow(step, index))];
}

function arrow({ from, to, text, isDirect = false }: Step, index: number): Shape[] {
  const y = top + (index + 1) * rowHeight - 12;
  const [start, end] = [lanes[from], lanes[to]];
  const back = end > start ? -9 : 9;
  const look = isDirect ? 'direct' : 'through browser';
  return [
    { kind: 'text', at: [textAt(start, end), y - 8], text: `${index + 1}. ${text}`, isBold: false },
    { kind: 'line', from: [start, y], to: [end + back, y], look },
    { kind: 'head', points: `${end},${y} ${end + back},${y - 5} ${end + back},${y + 5}` },
  ];
}

/** The text of a long arrow is over its first half, clear of the lifeline between. */
function textAt(start: number, end: number): number {
  const isLong = Math.abs(end - start) > 200;
  return isLong ? start + Math.sign(end - start) * 100 : (start + end) / 2;
}
