import classes from './flow-drawing.module.css';
import { type Flow, flowHeight, flowShapes, flowWidth, type Shape } from './flow-shapes.ts';

/** Which party sends what to which, in the colours of the page. */
export function FlowDrawing({ flow }: { readonly flow: Flow }) {
  const steps = flow.steps.map(({ from, to, text }) => `${from} to ${to}: ${text}`).join('; ');
  return (
    <svg
      className={classes.drawing}
      viewBox={`0 0 ${flowWidth} ${flowHeight(flow)}`}
      role="img"
      aria-label={`${flow.title}. ${steps}.`}
    >
      {flowShapes(flow).map((shape) => (
        <Drawn key={JSON.stringify(shape)} shape={shape} />
      ))}
    </svg>
  );
}

function Drawn({ shape }: { readonly shape: Shape }) {
  if (shape.kind === 'head') return <polygon className={classes.head} points={shape.points} />;
  if (shape.kind === 'text')
    return (
      <text
        className={shape.isBold ? classes.name : classes.text}
        x={shape.at[0]}
        y={shape.at[1]}
        textAnchor="middle"
      >
        {shape.text}
      </text>
    );
  const look = { life: classes.life, direct: classes.direct, 'through browser': classes.line };
  const [[x1, y1], [x2, y2]] = [shape.from, shape.to];
  return <line className={look[shape.look]} x1={x1} y1={y1} x2={x2} y2={y2} />;
}
