import type { Parameter } from '@dashboard/contract';
import { readableName } from '../../charts/readable-name.ts';
import { ParameterInput } from './parameter-input.tsx';
import { shownTexts, withParameter } from './parameter-values.ts';
import classes from './question-page.module.css';

export interface ParameterFormProps {
  readonly parameters: readonly Parameter[];
  readonly search: URLSearchParams;
  /** Name of a parameter → what is wrong with its value. */
  readonly errors: Readonly<Record<string, string>>;
  readonly onChange: (search: URLSearchParams) => void;
}

/** The question's parameters. Their values live in the address, so that a link carries them. */
export function ParameterForm({ parameters, search, errors, onChange }: ParameterFormProps) {
  return (
    <form
      aria-label="Parameters"
      className={classes.parameters}
      onSubmit={(event) => event.preventDefault()}
    >
      {parameters.map((parameter) => (
        <ParameterInput
          key={parameter.name}
          parameter={parameter}
          label={readableName(parameter.name)}
          texts={shownTexts(search, parameter)}
          error={errors[parameter.name] ?? errors[`parameters.${parameter.name}`]}
          onCommit={(texts) => onChange(withParameter(search, parameter, texts))}
        />
      ))}
    </form>
  );
}
