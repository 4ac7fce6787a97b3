import './parts/mantine-signed-in.css';
import { Outlet } from 'react-router';
import { Frame } from './parts/frame.tsx';

/** The pages of everyone who is signed in, in one chunk: a sign-in page needs none of them. */
export { AccountPage } from './pages/account/account-page.tsx';
export { HomePage } from './pages/home/home-page.tsx';
export { NotFoundPage } from './pages/not-found/not-found-page.tsx';
export { QuestionPage } from './pages/question/question-page.tsx';

/** The frame around each of them. */
export function FramedPage() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}
