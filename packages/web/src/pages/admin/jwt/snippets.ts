/** Code for an app in the most common languages. A test runs each file. */
export interface Snippet {
  readonly language: string;
  readonly load: () => Promise<string>;
}

/** The address in each file that is replaced by the one of this site. */
const placeholder = 'http://localhost:3000/auth/sso';

const snippet = (language: string, load: () => Promise<{ default: string }>): Snippet => ({
  language,
  load: async () => (await load()).default,
});

export const snippets: readonly Snippet[] = [
  snippet('Node', () => import('./snippets/node.mjs?raw')),
  snippet('Python', () => import('./snippets/python.py?raw')),
  snippet('Ruby', () => import('./snippets/ruby.rb?raw')),
  snippet('PHP', () => import('./snippets/php.php?raw')),
  snippet('Go', () => import('./snippets/go.go?raw')),
  snippet('Java', () => import('./snippets/Java.java?raw')),
  snippet('Clojure', () => import('./snippets/clojure.clj?raw')),
  snippet('C#', () => import('./snippets/csharp.cs?raw')),
];

/** A snippet with this site's address in it. */
export function forSite(code: string, address: string): string {
  return code.replaceAll(placeholder, () => address);
}
