import { Button, Stack, Text } from '@mantine/core';
import { CardPage } from './card-page.tsx';

/** Stands in for a page that broke, as when the site was updated while it was open. */
export function Broken() {
  return (
    <CardPage title="This page couldn’t be shown">
      <Stack gap="lg">
        <Text>The site may have been updated meanwhile. Loading the page again usually helps.</Text>
        <Button onClick={() => window.location.reload()} fullWidth>
          Load the page again
        </Button>
      </Stack>
    </CardPage>
  );
}
