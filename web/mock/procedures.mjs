// The procedures the mock server runs: the same ones as in sops/, written out as flat lists of items that its small
// engine can walk. An item's `when` reads the facts by name; `depth` is how far it is nested.
import { readFileSync } from "node:fs";

const read = (name) => readFileSync(new URL(`./sops/${name}`, import.meta.url), "utf8");
const days = (from, to) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
const today = () => new Date().toISOString().slice(0, 10);

const facts = (list) => Object.fromEntries(list.map((fact) => [fact.name, fact]));
const refundFacts = facts([
  {
    name: "order number",
    type: "text like `AA-000000`",
    kind: "pattern",
    pattern: "AA-000000",
    es: "número de pedido",
  },
  {
    name: "reason",
    type: "one of",
    kind: "one_of",
    options: ["damaged", "late", "not as described", "changed mind"],
    es: "motivo",
  },
  { name: "account email", type: "email", kind: "email", personal: true, es: "correo de la cuenta" },
  {
    name: "postal code",
    type: "text like `00000`",
    kind: "pattern",
    pattern: "00000",
    personal: true,
    es: "código postal",
  },
  {
    name: "one time code",
    type: "text like `000000`",
    kind: "pattern",
    pattern: "000000",
    personal: true,
    never_stored: true,
    es: "código de un solo uso",
  },
  { name: "identity confirmed", type: "yes or no", kind: "yes_no", es: "identidad confirmada" },
  { name: "delivered on", type: "date", kind: "date", es: "entregado el" },
  { name: "amount", type: "money in USD", kind: "money", currency: "USD", es: "importe" },
  { name: "proof of purchase", type: "yes or no", kind: "yes_no", es: "comprobante de compra" },
  { name: "days since delivery", type: "number", kind: "number" },
  { name: "refund", type: "one of", kind: "one_of", options: ["full", "restocking fee", "none"], es: "reembolso" },
  { name: "refund id", type: "text", kind: "text" },
]);

function refundDecision(known) {
  const late = known["days since delivery"];
  if (["damaged", "not as described"].includes(known.reason)) return ["full", 1];
  if (known.reason === "late") return ["full", 2];
  if (late <= 30 && known["proof of purchase"]) return ["full", 3];
  if (late <= 60 && known["proof of purchase"]) return ["restocking fee", 4];
  return ["none", 5];
}

const refund = {
  id: "refund-request",
  title: "Refund request",
  summary: "Use this procedure when a customer asks for money back on something we sold.",
  owner: "support lead",
  topics: ["refunds", "payments", "personal data"],
  states: ["AR", "MA", "MO", "OK", "WY"],
  channels: ["phone", "email", "chat", "web"],
  languages: ["en", "es"],
  outcomes: ["refunded", "declined", "could not verify"],
  source: read("refund-request.sop.md"),
  facts: refundFacts,
  actions: [
    {
      name: "refund payment",
      needs: ["order number", "amount"],
      gives: ["refund id"],
      condition: 'identity confirmed and refund != "none" and (amount <= 500 or approved)',
      allowed: (known) =>
        known["identity confirmed"] === true &&
        known.refund &&
        known.refund !== "none" &&
        (Number(known.amount) <= 500 || known.approved),
    },
  ],
  messages: {
    "refund confirmed": {
      en: "Hello {customer}, we have refunded {amount} to your original payment method (reference {refund id}). Banks take up to five business days to show it.",
      es: "Hola {customer}: hemos reembolsado {amount} a su forma de pago original (referencia {refund id}). Su banco puede tardar hasta cinco días hábiles en mostrarlo.",
    },
    "refund declined": {
      en: "Hello {customer}, our policy covers returns within 60 days of delivery, and this order arrived on {delivered on}. Reply to this message if you think we have that wrong; a person will read it.",
    },
  },
  table: { inputs: ["reason", "days since delivery", "proof of purchase"], output: "refund" },
  steps: [
    {
      id: "greet-and-listen",
      title: "Greet and listen",
      items: [
        {
          kind: "say",
          text: "Thank you for contacting {company}. My name is {agent}. I am sorry this did not work out. Let me help you.",
          es: "Gracias por contactar con {company}. Me llamo {agent}. Siento que no haya salido bien. Permítame ayudarle.",
        },
        {
          kind: "task",
          text: "Say that the call may be recorded.",
          es: "Diga que la llamada puede grabarse.",
          when: (_, item) => item.channel === "phone",
        },
        { kind: "ask", text: "Ask for **order number** and **reason**.", facts: ["order number", "reason"] },
      ],
    },
    {
      id: "make-sure-it-is-their-order",
      title: "Make sure it is their order",
      items: [{ kind: "follow", text: "Follow [Identity check](identity-check.sop.md).", name: "identity-check" }],
    },
    {
      id: "ask-for-two-things",
      title: "Ask for two things",
      procedure: "Identity check",
      depth: 1,
      items: [
        {
          kind: "guidance",
          text: "Never read details out for the customer to confirm: they tell you, you compare. Never ask for a full card number, its security code, or a password.",
        },
        {
          kind: "ask",
          text: "Ask for **account email** and **postal code**.",
          facts: ["account email", "postal code"],
        },
        {
          kind: "action",
          text: "Do **send one time code** with **account email**.",
          name: "send one time code",
          inputs: ["account email"],
          connector: "shop",
        },
        { kind: "ask", text: "Ask for **one time code**.", facts: ["one time code"] },
        {
          kind: "action",
          text: "Do **check identity** with **account email**, **postal code**, **one time code**, giving **identity confirmed**.",
          name: "check identity",
          inputs: ["account email", "postal code"],
          facts: ["identity confirmed"],
          connector: "shop",
          gives: { "identity confirmed": true },
        },
      ],
    },
    {
      id: "look-up-the-order",
      title: "Look up the order",
      items: [
        {
          kind: "action",
          text: "Do **look up order** with **order number**, giving **delivered on**, **amount**.",
          name: "look up order",
          inputs: ["order number"],
          facts: ["delivered on", "amount"],
        },
        { kind: "ask", text: "Ask for **proof of purchase**.", facts: ["proof of purchase"] },
        {
          kind: "task",
          text: "Offer the customer a callback number.",
          es: "Ofrezca al cliente un número de devolución de llamada.",
          optional: true,
        },
      ],
    },
    {
      id: "decide",
      title: "Decide",
      items: [
        {
          kind: "record",
          text: "Record **days since delivery** as `(today() - delivered on).days`.",
          facts: ["days since delivery"],
          compute: (known) => days(known["delivered on"]?.["@date"] ?? today(), today()),
        },
        {
          kind: "decide",
          text: "Decide **refund** by the table, first match wins.",
          facts: ["refund"],
          decide: refundDecision,
        },
      ],
    },
    {
      id: "pay-or-explain",
      title: "Pay, or explain",
      items: [
        {
          kind: "task",
          text: "Confirm that the return policy was shown to the customer before the sale.",
          when: (_, item) => item.state === "MA",
          law: ["us-ma/return-policy-disclosure"],
          origin: "In Massachusetts",
        },
        { kind: "choice", text: 'If `refund = "none"`:' },
        {
          kind: "send",
          text: "Send **refund declined**.",
          name: "refund declined",
          depth: 1,
          when: (known) => known.refund === "none",
        },
        {
          kind: "wait",
          text: "Wait for a reply, up to 5 business days. If none: close as **declined**.",
          depth: 1,
          hours: 120,
          when: (known) => known.refund === "none",
        },
        {
          kind: "approve",
          text: "Get approval from **support manager**.",
          role: "support manager",
          depth: 1,
          when: (known) => known.refund !== "none" && Number(known.amount) > 500,
        },
        {
          kind: "action",
          text: "Do **refund payment** with **order number**, **amount**, giving **refund id**.",
          name: "refund payment",
          inputs: ["order number", "amount"],
          facts: ["refund id"],
          depth: 1,
          when: (known) => known.refund !== "none",
        },
        {
          kind: "send",
          text: "Send **refund confirmed**.",
          name: "refund confirmed",
          depth: 1,
          when: (known) => known.refund !== "none",
        },
      ],
    },
    {
      id: "wrap-up",
      title: "Wrap up",
      items: [
        { kind: "task", text: "Ask whether anything else is needed.", es: "Pregunte si necesita algo más." },
        { kind: "task", text: "Write a one-line summary.", es: "Escriba un resumen de una línea.", evidence: "text" },
        { kind: "close", text: "Close as **refunded**.", name: "refunded" },
      ],
    },
  ],
};

const address = {
  id: "address-change",
  title: "Change of address",
  summary: "Use this procedure when a customer has moved, for an order on its way or for the account.",
  owner: "support lead",
  topics: ["accounts", "personal data"],
  states: ["AR", "MA", "MO", "OK", "WY"],
  channels: ["phone", "email", "chat"],
  languages: ["en", "es"],
  outcomes: ["changed"],
  source: read("address-change.sop.md"),
  facts: facts([
    { name: "account email", type: "email", kind: "email", personal: true },
    { name: "new address", type: "text", kind: "text", personal: true },
    { name: "moves on", type: "date", kind: "date" },
    { name: "parcels on the way", type: "number from 0 to 99", kind: "number" },
  ]),
  actions: [],
  messages: { "address changed": { en: "Hello {customer}, we will use {new address} from {moves on}." } },
  steps: [
    {
      id: "ask",
      title: "Ask",
      items: [
        {
          kind: "ask",
          text: "Ask for **account email**, **new address** and **moves on**.",
          facts: ["account email", "new address", "moves on"],
        },
        { kind: "task", text: "Read the new address back to the customer." },
      ],
    },
    {
      id: "change-it",
      title: "Change it",
      items: [
        { kind: "ask", text: "Ask for **parcels on the way**.", facts: ["parcels on the way"] },
        {
          kind: "action",
          text: "Do **update address** with **account email**, **new address**.",
          name: "update address",
          inputs: ["account email", "new address"],
        },
        { kind: "send", text: "Send **address changed**.", name: "address changed" },
        { kind: "close", text: "Close as **changed**.", name: "changed" },
      ],
    },
  ],
};

const identity = {
  id: "identity-check",
  title: "Identity check",
  summary: "Use this procedure before you tell anyone anything about an account, or change one.",
  owner: "compliance officer",
  topics: ["personal data"],
  states: [],
  channels: ["phone", "email", "chat"],
  languages: ["en"],
  outcomes: ["done"],
  source: read("identity-check.sop.md"),
  facts: {},
  actions: [],
  messages: {},
  steps: refund.steps.filter((step) => step.procedure).map((step) => ({ ...step, procedure: "", depth: 0 })),
};
identity.facts = refundFacts;

const hours = {
  id: "opening-hours",
  title: "Opening hours",
  summary: "The desk answers the phone from 8:00 to 18:00, Monday to Friday, and chat until 20:00.",
  owner: "support lead",
  topics: ["desk"],
  states: [],
  channels: [],
  languages: ["en"],
  outcomes: [],
  guidance_only: true,
  source: read("opening-hours.md"),
  facts: {},
  actions: [],
  messages: {},
  steps: [],
};

const returns = {
  id: "return-with-approval",
  title: "Return with approval",
  summary: "Use this procedure when a customer sends something back.",
  owner: "support lead",
  topics: ["refunds"],
  states: ["MA", "OK"],
  channels: ["phone", "email", "chat"],
  languages: ["en"],
  outcomes: ["refunded", "refused"],
  source: read("../../e2e/sops/return-with-approval.sop.md"),
  facts: facts([
    { name: "order number", type: "text like `AA-000000`", kind: "pattern", pattern: "AA-000000" },
    { name: "reason", type: "one of", kind: "one_of", options: ["damaged", "late", "changed mind"] },
    { name: "amount", type: "money in USD", kind: "money", currency: "USD" },
    { name: "refund", type: "one of", kind: "one_of", options: ["full", "half"] },
    { name: "refund id", type: "text", kind: "text" },
  ]),
  actions: [],
  messages: {
    "refund paid": { en: "Hello {customer}, we have paid {amount} back to you ({refund}, reference {refund id})." },
  },
  steps: [
    {
      id: "listen",
      title: "Listen",
      items: [
        { kind: "say", text: "Thank you for getting in touch with {company}. My name is {agent}." },
        { kind: "task", text: "Say that the call may be recorded.", when: (_, item) => item.channel === "phone" },
        { kind: "ask", text: "Ask for **order number** and **reason**.", facts: ["order number", "reason"] },
        { kind: "task", text: "Offer a callback number.", optional: true },
      ],
    },
    {
      id: "look",
      title: "Look",
      items: [
        {
          kind: "action",
          text: "Do **look up order** with **order number**, giving **amount**.",
          name: "look up order",
          inputs: ["order number"],
          facts: ["amount"],
        },
        {
          kind: "decide",
          text: "Decide **refund** by the table, first match wins.",
          facts: ["refund"],
          decide: (known) => (known.reason === "changed mind" ? ["half", 2] : ["full", 1]),
        },
      ],
    },
    {
      id: "pay",
      title: "Pay",
      items: [
        { kind: "choice", text: "If `amount > 500`:" },
        {
          kind: "approve",
          text: "Get approval from **support manager**.",
          role: "support manager",
          depth: 1,
          when: (known) => Number(known.amount) > 500,
        },
        {
          kind: "action",
          text: "Do **pay refund** with **order number**, **amount**, giving **refund id**.",
          name: "pay refund",
          inputs: ["order number", "amount"],
          facts: ["refund id"],
        },
        { kind: "send", text: "Send **refund paid**.", name: "refund paid", auto: true },
      ],
    },
    {
      id: "wrap-up",
      title: "Wrap up",
      items: [
        { kind: "task", text: "Write a one-line summary.", evidence: "text" },
        { kind: "close", text: "Close as **refunded**.", name: "refunded" },
      ],
    },
  ],
};

const damage = {
  id: "damage-report",
  title: "Damage report",
  summary: "Use this procedure when something arrives broken.",
  owner: "support lead",
  topics: ["refunds"],
  states: ["MA", "OK"],
  channels: ["phone", "email", "chat"],
  languages: ["en"],
  outcomes: ["collected"],
  source: read("../../e2e/sops/damage-report.sop.md"),
  facts: facts([{ name: "receipt", type: "file", kind: "file", personal: true }]),
  actions: [],
  messages: { thanks: { en: "Thank you, {customer}. We have your receipt ({receipt})." } },
  steps: [
    {
      id: "look",
      title: "Look",
      items: [
        { kind: "task", text: "Look at a photo of the damage.", evidence: "photo" },
        { kind: "ask", text: "Ask for **receipt**.", facts: ["receipt"] },
      ],
    },
    {
      id: "collect",
      title: "Collect",
      items: [
        { kind: "task", text: "Have the collection form signed.", evidence: "signature" },
        { kind: "send", text: "Send **thanks**.", name: "thanks", auto: true },
        { kind: "close", text: "Close as **collected**.", name: "collected" },
      ],
    },
  ],
};

export const procedures = [refund, returns, damage, address, identity, hours];
