import { NavLink, useRoutes } from 'react-router';
import { routes } from './routes.tsx';

export function App() {
  const page = useRoutes(routes);
  return (
    <>
      <header className="top">
        <NavLink className="brand" to="/">
          Long Way Round
        </NavLink>
        <nav aria-label="Main">
          <NavLink to="/">Walks</NavLink>
          <NavLink to="/join">Join</NavLink>
        </nav>
      </header>
      <main>{page}</main>
      <footer>A made-up walking club whose app tracks itself with the OneVault SDK.</footer>
    </>
  );
}
