import { Anchor, Button, Group, List, Paper, Stack, Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { Link } from 'react-router';

/** What a new administrator does next, until they dismiss it. */
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
            </Anchor>{' '}
            to set up single sign-on (JWT).
          </List.Item>
          <List.Item>
            <Anchor component={Link} underline="always" to="/account">
              View your account
            </Anchor>
            : groups, attributes and sessions.
          </List.Item>
        </List>
      </Stack>
    </Paper>
  );
}
