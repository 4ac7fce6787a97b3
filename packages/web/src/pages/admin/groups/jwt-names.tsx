import { Anchor, Badge, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { jwtSettingsQuery } from '../../../api/jwt-settings.ts';
import { Failure } from '../../../parts/failure.tsx';
import { Section } from '../../../parts/section.tsx';
import { namesThatMapTo } from './names-that-map-to.ts';

export interface JwtNamesProps {
  readonly groupId: number;
  readonly groupName: string;
  readonly builtIn: 'administrators' | 'all_users' | null;
}

/** The names in tokens that add people to this group. */
export function JwtNames({ groupId, groupName, builtIn }: JwtNamesProps) {
  const { data, error, refetch } = useQuery(jwtSettingsQuery);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return null;
  const { names, words } = namesThatMapTo(data.value, {
    id: groupId,
    name: groupName,
    builtIn,
  });
  return (
    <Section
      title="Groups in tokens"
      about={
        <>
          {words}{' '}
          <Anchor
            component={Link}
            to="/admin/settings/authentication/jwt"
            inherit
            underline="always"
          >
            Group mappings
          </Anchor>
        </>
      }
    >
      {names.length > 0 && (
        <Group gap="xs" component="ul" p={0} m={0} aria-label="Names in the token">
          {names.map((name) => (
            <li key={name} style={{ listStyle: 'none', minWidth: 0 }}>
              <Badge variant="default" tt="none" fw={500} size="lg" maw="100%">
                <bdi>{name}</bdi>
              </Badge>
            </li>
          ))}
        </Group>
      )}
    </Section>
  );
}
