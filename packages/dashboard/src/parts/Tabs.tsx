/** Parts of a view, each with a path of its own: links, so that they open in a tab of the browser too. */
export function Tabs({
  label,
  tabs,
  current,
}: {
  label: string;
  tabs: [path: string, title: string][];
  current: string;
}) {
  return (
    <nav class="tabs" aria-label={label}>
      {tabs.map(([path, title]) => (
        <a key={path} href={path} {...(path === current && { 'aria-current': 'page' as const })}>
          {title}
        </a>
      ))}
    </nav>
  );
}
