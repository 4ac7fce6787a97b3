import { ActionIcon, Anchor, Button, Group, Text, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { siteUrl } from '../../../api/site-url.ts';
import { Section } from '../../../parts/section.tsx';
import { embeddingOrigin } from './embedding-origin.ts';
import classes from './embedding-section.module.css';

export interface EmbeddingSectionProps {
  readonly id: string;
  readonly origins: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (origins: readonly string[]) => void;
}

/** Which sites may show questions in a frame. */
export function EmbeddingSection({ id, origins, error, onChange }: EmbeddingSectionProps) {
  const [typed, setTyped] = useState('');
  const [isWrong, setWrong] = useState(false);
  const field = useRef<HTMLInputElement>(null);

  function add(): void {
    const origin = embeddingOrigin(typed);
    setWrong(origin === null);
    if (origin === null) return;
    onChange([...new Set([...origins, origin])]);
    setTyped('');
  }

  function remove(origin: string): void {
    onChange(origins.filter((one) => one !== origin));
    // The button that had the focus is gone.
    field.current?.focus();
  }

  const fault = isWrong ? 'Enter an origin such as https://app.example.com.' : error;
  return (
    <Section
      title="Embedding"
      about={
        <>
          These sites can embed questions in an iframe.{' '}
          <Anchor href={siteUrl('docs/embedding')} underline="always">
            How to embed a question
          </Anchor>
        </>
      }
    >
      {origins.length > 0 && (
        <ul className={classes.origins} aria-label="Sites that may embed questions">
          {origins.map((origin) => (
            <li key={origin} className={classes.origin}>
              <Text className={classes.address}>{origin}</Text>
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove ${origin}`}
                onClick={() => remove(origin)}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <TextInput
          ref={field}
          id={id}
          className={classes.field}
          label="Site"
          type="url"
          autoComplete="off"
          placeholder="https://app.example.com"
          value={typed}
          error={fault}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setWrong(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || typed === '') return;
            event.preventDefault();
            add();
          }}
        />
        <Button
          className={classes.add}
          variant="default"
          disabled={typed.trim() === ''}
          onClick={add}
        >
          Add
        </Button>
      </Group>
    </Section>
  );
}
