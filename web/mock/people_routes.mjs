import { newId, now, Refusal } from "./engine.mjs";
import { roles } from "./seed.mjs";

const publicPerson = ({ password, permissions, ...person }) => person;
const page = (items) => ({ data: { items, next_cursor: null } });

export function peopleRoutes(world) {
  const sessionAnswer = (session) => ({
    person: publicPerson(session.person),
    csrf: session.csrf,
    company: world.company,
    permissions: session.person.permissions,
  });
  const find = (id) => {
    const found = world.people.find((entry) => entry.id === id);
    if (!found) throw new Refusal("people/not-found", "There is no such person.", [], 404);
    return found;
  };
  const setRoles = (person, own) => {
    person.roles = own;
    person.permissions = [
      ...new Set(own.flatMap((role) => roles.find((entry) => entry.name === role)?.permissions ?? [])),
    ];
  };
  return [
    [
      "POST",
      "/session",
      ({ body, response }) => {
        const person = world.people.find(
          (entry) => entry.email === body.email && entry.password === body.password && entry.active,
        );
        if (!person)
          throw new Refusal("access/wrong-credentials", "The email address or the password is wrong.", [], 401);
        const session = { id: newId("session"), csrf: newId("csrf"), person, created_at: now() };
        world.sessions.set(session.id, session);
        response.setHeader("Set-Cookie", `evenhand_session=${session.id}; HttpOnly; SameSite=Strict; Path=/`);
        return { data: sessionAnswer(session) };
      },
      true,
    ],
    ["GET", "/session", ({ session }) => ({ data: sessionAnswer(session) })],
    [
      "DELETE",
      "/session",
      ({ session }) => {
        world.sessions.delete(session.id);
        return { status: 204 };
      },
    ],
    [
      "GET",
      "/sessions",
      ({ session, person }) =>
        page(
          [...world.sessions.values()]
            .filter((entry) => entry.person === person)
            .map((entry) => ({
              id: entry.id,
              created_at: entry.created_at,
              seen_at: now(),
              user_agent: "Mock browser",
              address: "127.0.0.1",
              current: entry === session,
            })),
        ),
    ],
    [
      "DELETE",
      "/sessions/{session}",
      ({ params }) => {
        world.sessions.delete(params[0]);
        return { status: 204 };
      },
    ],
    ["GET", "/people", () => page(world.people.map(publicPerson))],
    [
      "POST",
      "/people",
      ({ body }) => {
        if (world.people.some((entry) => entry.email === body.email))
          throw new Refusal("people/email-taken", "Someone has this email address already.", [], 409);
        const person = {
          id: newId("person"),
          language: "en",
          theme: "system",
          state: "",
          active: true,
          teams: [],
          ...body,
          permissions: [],
        };
        setRoles(person, body.roles ?? []);
        world.people.push(person);
        return { status: 201, data: publicPerson(person) };
      },
    ],
    [
      "PUT",
      "/people/me/password",
      ({ body, person }) => {
        if (body.current !== person.password)
          throw new Refusal("access/wrong-password", "The current password is wrong.", [], 422);
        if (body.new.length < 12) throw new Refusal("people/weak-password", "Use at least 12 characters.", [], 422);
        person.password = body.new;
        return { status: 204 };
      },
    ],
    [
      "PATCH",
      "/people/me",
      ({ body, person }) => {
        Object.assign(person, body);
        return { data: publicPerson(person) };
      },
    ],
    ["GET", "/people/{person}", ({ params }) => ({ data: publicPerson(find(params[0])) })],
    [
      "PATCH",
      "/people/{person}",
      ({ params, body }) => {
        const person = find(params[0]);
        Object.assign(person, body);
        if (body.roles) setRoles(person, body.roles);
        return { data: publicPerson(person) };
      },
    ],
    ["GET", "/roles", () => page(roles)],
    ["GET", "/tokens", () => page(world.tokens)],
    [
      "POST",
      "/tokens",
      ({ body }) => {
        const token = {
          id: newId("token"),
          name: body.name,
          scopes: body.scopes,
          created_at: now(),
          expires_at: body.expires_at ?? null,
          used_at: null,
        };
        world.tokens.push(token);
        return { status: 201, data: { ...token, secret: `evenhand_${newId("secret")}` } };
      },
    ],
    [
      "DELETE",
      "/tokens/{token}",
      ({ params }) => {
        world.tokens = world.tokens.filter((entry) => entry.id !== params[0]);
        return { status: 204 };
      },
    ],
    [
      "GET",
      "/notifications",
      ({ person }) => page(world.notifications.filter((entry) => person.roles.includes(entry.role))),
    ],
    [
      "POST",
      "/notifications/read",
      ({ body }) => {
        const found = world.notifications.find((entry) => entry.id === body.id);
        if (found) found.read = true;
        return { status: 204 };
      },
    ],
    [
      "POST",
      "/notifications/read-all",
      ({ person }) => {
        for (const entry of world.notifications) if (person.roles.includes(entry.role)) entry.read = true;
        return { status: 204 };
      },
    ],
  ];
}
