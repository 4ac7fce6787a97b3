import { Anchor, Button, Group, List, Paper, Stack, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';

/** Three things that a new administrator does next, until they have had enough of it. */
export function FirstSteps() {
  const [isDone, setDone] = useLocalStorage({
    key: 'first-steps-done',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  if (isDone) return null;
  return (
    <Paper withBorder p="lg" component="section" aria-label="First steps">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2}>First steps</Title>
          <Button variant="subtle" size="compact-sm" onClick={() => setDone(true)}>
            Dismiss
          </Button>
        </Group>
        <List type="ordered" spacing="xs">
          <List.Item>
            <Anchor component={Link} underline="always" to="/question/1-superb-question">
              Open a sample question
            </Anchor>{' '}
            and switch between chart and table.
          </List.Item>
          <List.Item>
            <Anchor component={Link} underline="always" to="/admin/settings/authentication/jwt">
              Connect your app
            </Anchor>
            , so that people sign in where they always do.
          </List.Item>
          <List.Item>
            <Anchor component={Link} underline="always" to="/account">
              Look at your account
            </Anchor>
            : it shows what Dashboard knows about you.
          </List.Item>
        </List>
      </Stack>
    </Paper>
  );
}
