// Shows the API reference from this site's own OpenAPI document. Requests can't be sent from it.
(() => {
  const domNode = document.getElementById('api-reference');
  // The page has its own title, and a link inside a button can't be used with a keyboard (WCAG
  // 4.1.2).
  const parts = () => ({
    wrapComponents: {
      InfoContainer: () => () => null,
      DeepLink:
        (_original, { React }) =>
        ({ text }) =>
          React.createElement('span', null, text),
    },
  });
  // The component's dark colours follow the scheme of the site.
  const root = document.documentElement;
  const follow = () =>
    root.classList.toggle('dark-mode', root.dataset.mantineColorScheme === 'dark');
  follow();
  new MutationObserver(follow).observe(root, {
    attributeFilter: ['data-mantine-color-scheme'],
  });
  globalThis.SwaggerUIBundle({
    domNode,
    url: domNode.dataset.document,
    deepLinking: true,
    docExpansion: 'list',
    defaultModelsExpandDepth: -1,
    defaultModelExpandDepth: 3,
    supportedSubmitMethods: [],
    validatorUrl: null,
    plugins: [parts],
  });
})();
