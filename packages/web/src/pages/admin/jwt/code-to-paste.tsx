import { Code, Paper, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { siteUrl } from '../../../api/site-url.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { Failure } from '../../../parts/failure.tsx';
import { forSite, type Snippet, snippets } from './snippets.ts';

/** Code to paste into the app, with the address of this site and without the key. */
export function CodeToPaste() {
  const [language, setLanguage] = useState<string | null>(snippets[0]?.language ?? null);
  return (
    <Paper withBorder p="lg" component="section" aria-labelledby="code-to-paste">
      <Stack gap="sm">
        <Title order={2} id="code-to-paste" tabIndex={-1}>
          Code for your app
        </Title>
        <Text>
          After your app signs a user in, redirect to the URL this code returns. It reads the key
          from the environment variable SIGNING_KEY.
        </Text>
        <Tabs value={language} onChange={setLanguage} keepMounted={false}>
          <Tabs.List>
            {snippets.map((one) => (
              <Tabs.Tab key={one.language} value={one.language} px="xs">
                {one.language}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {snippets.map((one) => (
            <Tabs.Panel key={one.language} value={one.language} pt="md">
              <SnippetCode snippet={one} />
            </Tabs.Panel>
          ))}
        </Tabs>
      </Stack>
    </Paper>
  );
}

function SnippetCode({ snippet: { language, load } }: { readonly snippet: Snippet }) {
  const { data, error, refetch } = useQuery({ queryKey: ['snippet', language], queryFn: load });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Skeleton height={360} />;
  const code = forSite(data, siteUrl('auth/sso'));
  return (
    <Stack gap="sm" align="flex-start">
      <Code
        block
        w="100%"
        mah={420}
        style={{ overflow: 'auto', whiteSpace: 'pre-wrap' }}
        tabIndex={0}
        role="region"
        aria-label={`The code in ${language}`}
      >
        {code}
      </Code>
      <CopyButton value={code} label="Copy code" />
    </Stack>
  );
}
