import { NavLink, Route, Routes } from 'react-router';
import { Join } from './pages/Join.tsx';
import { NotFound } from './pages/NotFound.tsx';
import { Walk } from './pages/Walk.tsx';
import { Walks } from './pages/Walks.tsx';
import { Welcome } from './pages/Welcome.tsx';
import { useTracking } from './useTracking.ts';

export function App() {
  useTracking();
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
      <main>
        <Routes>
          <Route path="/" element={<Walks />} />
          <Route path="/walks/:walkId" element={<Walk />} />
          <Route path="/join" element={<Join />} />
          <Route path="/welcome" element={<Welcome />} />
          <Route path="*" element={<NotFound />} />
        </Routes>
      </main>
      <footer>A made-up walking club whose app tracks itself with the OneVault SDK.</footer>
    </>
  );
}
