/** The id of a procedure from its title, and the text a new one begins with. */
export function idOf(title: string): string {
  return title
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 100);
}
export function firstDraft(id: string, title: string): string {
  return `---
id: ${id}
title: ${title}
channels: [phone, email, chat]
---

# ${title}

Use this procedure when …

## Facts

| Fact | Type | From | Personal |
| --- | --- | --- | --- |
| order number | text | customer | no |

## 1. Listen

- Ask for **order number**.

## 2. Help

- [ ] Ask whether anything else is needed.
- Close as **done**.
`;
}
