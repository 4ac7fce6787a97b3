import { type RefObject, useEffect } from 'react';
import { useHref, useLocation } from 'react-router';

/** Whether this page is shown inside another one. */
export const isEmbedded = window.parent !== window;

/** What the outer page is told, and whenever it changes again. */
interface EmbeddedMessage {
  readonly dashboard: {
    /** Path, query and fragment of the page that is shown. */
    readonly location: string;
    /** How tall what is shown is, in CSS pixels. */
    readonly height: number;
  };
}

/** Sends the outer page the location and height of this one, if its origin is listed. */
export function useTellingOuterPage(frame: RefObject<HTMLElement | null>): void {
  useTellingOuterPageOf(frame, useHref(useLocation()));
}

/** The same for a page that no route shows. */
export function useTellingOuterPageOf(frame: RefObject<HTMLElement | null>, address: string): void {
  useEffect(() => {
    const element = frame.current;
    if (!isEmbedded || element === null) return;
    const tell = () => tellOuterPage(address, element.getBoundingClientRect().height);
    const observer = new ResizeObserver(tell);
    // Observing reports once at the start, which also tells of a new address.
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, address]);
}

function tellOuterPage(address: string, height: number): void {
  const message: EmbeddedMessage = {
    dashboard: { location: address, height: Math.ceil(height) },
  };
  for (const origin of outerOrigins()) window.parent.postMessage(message, origin);
}

/**
 * The outer page's origin, if it is one of those that the server listed. Where the browser doesn't say
 * which it is, each of them: a browser delivers a message only to the origin that it names.
 */
function outerOrigins(): readonly string[] {
  const listed = listedOrigins();
  const [outer] = window.location.ancestorOrigins ?? [];
  if (outer !== undefined) return listed.filter((origin) => origin === outer);
  const referrer = URL.canParse(document.referrer) ? new URL(document.referrer).origin : '';
  const named = listed.filter((origin) => origin === referrer);
  return named.length > 0 ? named : listed;
}

function listedOrigins(): readonly string[] {
  const content = document.querySelector<HTMLMetaElement>('meta[name="embedding-origins"]');
  return (content?.content ?? '').split(' ').filter((origin) => URL.canParse(origin));
}
