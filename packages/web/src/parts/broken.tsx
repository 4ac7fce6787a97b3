import { Button, Stack, Text } from '@mantine/core';
import { CardPage } from './card-page.tsx';

/** Stands in for a page that broke, as when the site was updated while it was open. */
export function Broken() {
  return (
    <CardPage title="This page could not be displayed">
      <Stack gap="lg">
        <Text>The site may have been updated. Reload the page.</Text>
        <Button onClick={() => window.location.reload()} fullWidth>
          Reload
        </Button>
      </Stack>
    </CardPage>
  );
}
