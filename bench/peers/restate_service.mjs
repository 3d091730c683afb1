import * as restate from '@restatedev/restate-sdk';

// The SDK wants Node.js 22; this is all that 20 lacks of it.
Promise.withResolvers ??= function () {
  const parts = {};
  parts.promise = new this((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

const bench = restate.service({
  name: 'bench',
  handlers: {
    five: async (context) => {
      for (let i = 0; i < 5; ++i) await context.run(`step ${i}`, () => ({ step: i, note: 'x'.repeat(200) }));
      return 'done';
    },
  },
});
restate.serve({ services: [bench], port: Number(process.argv[2]) });
