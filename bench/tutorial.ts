import connectPgSimple from 'connect-pg-simple';
import express from 'express';
import session from 'express-session';
import jwt from 'jsonwebtoken';
import pg from 'pg';

/**
 * The combination from the documentation of express, jsonwebtoken, express-session and
 * connect-pg-simple.
 */
declare module 'express-session' {
  interface SessionData {
    user: unknown;
  }
}

const app = express();
const PgSession = connectPgSimple(session);
app.use(
  session({
    store: new PgSession({
      pool: new pg.Pool({ connectionString: process.env.DATABASE_URL }),
      createTableIfMissing: true,
    }),
    secret: 'a secret for the session cookie',
    resave: false,
    saveUninitialized: false,
    cookie: { maxAge: 14 * 24 * 60 * 60 * 1000 },
  }),
);

app.get('/auth/sso', (req, res, next) => {
  let user: unknown;
  try {
    user = jwt.verify(String(req.query.jwt), process.env.SIGNING_KEY ?? '', {
      algorithms: ['HS256'],
    });
  } catch {
    res.sendStatus(401);
    return;
  }
  req.session.regenerate((error) => {
    if (error) return next(error);
    req.session.user = user;
    req.session.save((saveError) => (saveError ? next(saveError) : res.redirect('/question/1')));
  });
});

app.get('/api/session', (req, res) => {
  if (req.session.user === undefined) res.sendStatus(401);
  else res.json(req.session.user);
});

app.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'));
