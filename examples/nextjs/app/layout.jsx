export const metadata = { title: { default: 'Shelf · Lending Library', template: '%s · Lending Library' } };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <p>
          Reading as <b data-ov-mask>Wilhelmina</b>
        </p>
        {children}
      </body>
    </html>
  );
}
