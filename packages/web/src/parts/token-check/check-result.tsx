import type { TokenCheckAnswer, TokenCheckStep } from '@dashboard/contract';
import { Alert, Anchor, Button, Code, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconMinus, IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { siteUrl } from '../../api/site-url.ts';
import { refusalWords } from '../../words/refusal-words.ts';
import { settingPath } from '../../words/setting-anchor.ts';
import classes from './check-result.module.css';
import { Outcome } from './outcome.tsx';

/** Every check with its result, and the account as the sign-in would leave it. */
export function CheckResult({ answer }: { readonly answer: TokenCheckAnswer }) {
  const failed = answer.checks.find(({ outcome }) => outcome === 'failed');
  const end = failed === undefined ? answer.checks.length : lastTried(answer.checks) + 1;
  const [tried, unreached] = [answer.checks.slice(0, end), answer.checks.slice(end)];
  return (
    <Stack gap="xl">
      <Verdict answer={answer} failed={failed} />
      <Outcome account={answer.account} />
      <section aria-labelledby="checks">
        <Title order={2} id="checks" mb="sm">
          Checks
        </Title>
        <ol className={classes.checks}>
          {tried.map((step) => (
            <Step key={step.name} step={step} />
          ))}
          {unreached.length > 0 && <Unreached steps={unreached} />}
        </ol>
      </section>
      <Read title="Header" value={answer.header} />
      <Read title="Claims" value={answer.claims} />
    </Stack>
  );
}

function Verdict({
  answer: { account },
  failed,
}: {
  readonly answer: TokenCheckAnswer;
  readonly failed: TokenCheckStep | undefined;
}) {
  if (failed !== undefined || account.action === 'refuse') {
    const { cause, remedy, setting } = refusalWords(failed?.code ?? '', failed?.rule);
    return (
      <Alert color="red" variant="light" title="The sign-in would be refused" icon={<IconX />}>
        <Stack gap="sm" align="flex-start">
          <Text inherit c="var(--mantine-color-text)">
            {failed === undefined ? 'See the checks.' : `${cause}. ${remedy}`}
          </Text>
          {setting !== null && (
            <Button component={Link} to={settingPath(setting)} size="xs">
              Change this setting
            </Button>
          )}
        </Stack>
      </Alert>
    );
  }
  const title =
    account.action === 'create' ? 'An account would be created' : 'This person would be signed in';
  return (
    <Alert color="green" variant="light" title={title} icon={<IconCheck />}>
      <bdi>{account.after?.email}</bdi>. This was a dry run: nothing was changed.
    </Alert>
  );
}

const signs = {
  passed: { Icon: IconCheck, word: 'Passed' },
  failed: { Icon: IconX, word: 'Failed' },
  skipped: { Icon: IconMinus, word: 'Not reached' },
  warning: { Icon: IconAlertTriangle, word: 'Passed with a warning' },
} as const;

function Step({ step }: { readonly step: TokenCheckStep }) {
  const { name, rule, code, detail } = step;
  const outcome = step.warning === true ? 'warning' : step.outcome;
  const { Icon, word } = signs[outcome];
  return (
    <li className={classes.step} data-outcome={outcome}>
      <Icon size={18} role="img" aria-label={word} />
      <div>
        <Text fw={600}>{titleOf(name)}</Text>
        <Text size="sm" c="dimmed">
          <bdi>{detail}</bdi>
        </Text>
      </div>
      <Text size="sm" c="dimmed" className={classes.rule}>
        {code === undefined ? (
          <Anchor href={siteUrl(`docs/sso-protocol#${rule.toLowerCase()}`)} inherit c="dimmed">
            {rule}
          </Anchor>
        ) : (
          <Anchor href={siteUrl(`docs/errors#${code}`)} inherit>
            {code}
          </Anchor>
        )}
      </Text>
    </li>
  );
}

/** The checks after the one that failed, in one line. */
function Unreached({ steps }: { readonly steps: readonly TokenCheckStep[] }) {
  const { Icon, word } = signs.skipped;
  return (
    <li className={classes.step} data-outcome="skipped">
      <Icon size={18} role="img" aria-label={word} />
      <div>
        <Text fw={600}>Not reached</Text>
        <Text size="sm" c="dimmed">
          {steps.map(({ name }) => titleOf(name)).join(', ')}
        </Text>
      </div>
    </li>
  );
}

/** The index of the last check that ran: a sign-in stops at the first that fails. */
function lastTried(checks: readonly TokenCheckStep[]): number {
  return checks.findLastIndex(({ outcome }) => outcome !== 'skipped');
}

/** `audience_and_issuer` → `Audience and issuer` */
function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function Read({ title, value }: { readonly title: string; readonly value: object | null }) {
  if (value === null) return null;
  return (
    <section aria-label={title}>
      <Title order={3} mb="xs">
        {title} of the token
      </Title>
      <Code block className={classes.code} tabIndex={0}>
        {JSON.stringify(value, null, 2)}
      </Code>
    </section>
  );
}
