import { Stack, Title } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import classes from './advanced-section.module.css';
import { DocumentationLink } from './documentation-link.tsx';
import { FlowSection } from './flow-section.tsx';
import type { JwtFields } from './jwt-fields.ts';
import { ReleaseAllBindings } from './release-all-bindings.tsx';
import { StricterChecks } from './stricter-checks.tsx';

/** The settings that most sites leave as they are. Closed, until it is opened or an address leads into it. */
export function AdvancedSection({ fields }: { readonly fields: JwtFields }) {
  return (
    <details className={classes.section}>
      <summary className={classes.summary}>
        <Title order={2} id="advanced">
          Advanced
        </Title>
        <IconChevronRight className={classes.chevron} size={18} aria-hidden />
        <span className={classes.about}>Flow, token endpoint, sign-out, issuer, audience, age</span>
      </summary>
      <Stack gap="md" pt="md">
        <DocumentationLink to="flows" about="Advanced" />
        <FlowSection fields={fields} />
        <StricterChecks fields={fields} />
        <ReleaseAllBindings />
      </Stack>
    </details>
  );
}
