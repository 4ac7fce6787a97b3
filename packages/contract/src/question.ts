import { type Static, Type } from 'typebox';

export const Parameter = Type.Object({
  name: Type.String(),
  type: Type.Union([
    Type.Literal('text'),
    Type.Literal('number'),
    Type.Literal('date'),
    Type.Literal('list'),
  ]),
  required: Type.Optional(Type.Boolean()),
  default: Type.Optional(
    Type.Union([
      Type.String(),
      Type.Number(),
      Type.Array(Type.Union([Type.String(), Type.Number()])),
    ]),
  ),
});
export type Parameter = Static<typeof Parameter>;

export const NumberFormat = Type.Union([
  Type.Literal('plain'),
  Type.Literal('currency'),
  Type.Literal('percent'),
]);
export type NumberFormat = Static<typeof NumberFormat>;

/** How a result is displayed. `x` and `y` name result columns; without them the web app chooses. */
export const Visualization = Type.Object({
  kind: Type.Union([
    Type.Literal('table'),
    Type.Literal('line'),
    Type.Literal('bar'),
    Type.Literal('area'),
    Type.Literal('pie'),
    Type.Literal('number'),
  ]),
  x: Type.Optional(Type.String()),
  y: Type.Optional(Type.Array(Type.String())),
  format: Type.Optional(NumberFormat),
  columns: Type.Optional(
    Type.Record(Type.String(), Type.Object({ format: NumberFormat }), {
      description: 'Result column → its own number format, in tables and charts.',
    }),
  ),
});
export type Visualization = Static<typeof Visualization>;

export const Question = Type.Object({
  id: Type.Integer(),
  slug: Type.String({ description: 'From the name; `/question/<id>-<slug>` is its address.' }),
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  databaseId: Type.Integer(),
  collectionId: Type.Integer(),
  collectionName: Type.String(),
  sql: Type.String(),
  parameters: Type.Array(Parameter),
  visualization: Visualization,
});
export type Question = Static<typeof Question>;

export const QuestionList = Type.Object({ questions: Type.Array(Question) });
export type QuestionList = Static<typeof QuestionList>;

export const ParameterValue = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Null(),
  Type.Array(Type.Union([Type.String(), Type.Number()]), { maxItems: 1000 }),
]);
export type ParameterValue = Static<typeof ParameterValue>;

/** `POST /api/questions/:id/run`; null or "" omits a parameter. */
export const RunQuestion = Type.Object(
  { parameters: Type.Optional(Type.Record(Type.String(), ParameterValue)) },
  { additionalProperties: false },
);
export type RunQuestion = Static<typeof RunQuestion>;

export const ResultColumn = Type.Object({
  name: Type.String(),
  type: Type.Union([
    Type.Literal('text'),
    Type.Literal('number'),
    Type.Literal('date'),
    Type.Literal('boolean'),
    Type.Literal('unknown'),
  ]),
});
export type ResultColumn = Static<typeof ResultColumn>;

export const ResultValue = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]);
export type ResultValue = Static<typeof ResultValue>;

/** The result of a question: rows in column order; integers beyond 2^53 are text. */
export const ResultTable = Type.Object({
  columns: Type.Array(ResultColumn),
  rows: Type.Array(Type.Array(ResultValue)),
  rowCount: Type.Integer(),
  truncated: Type.Boolean({ description: 'True if the result has more rows than these.' }),
  durationMs: Type.Number(),
});
export type ResultTable = Static<typeof ResultTable>;
