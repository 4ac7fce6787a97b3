import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { propertiesQuery } from '../api/site.ts';

/** Names the page in the browser's tab and history: `Account · Acme`. */
export function usePageTitle(title: string | undefined): void {
  const { data } = useQuery(propertiesQuery);
  const siteName = data?.siteName ?? 'Dashboard';
  useEffect(() => {
    document.title = title === undefined ? siteName : `${title} · ${siteName}`;
  }, [title, siteName]);
}
