/** For drizzle-kit: `npm run migration -- <name>`, see migrations/README.md. Run from the folder `server`. */
export default { dialect: 'postgresql', schema: './src/meta/tables.ts', out: './src/meta/migrations' };
