# Builds an image that contains only the gateway. In a clone of this repository:
#   docker build -f docs/gateway.Dockerfile -t dash-glue42-gateway .
#   docker run -p 8385:8385 -e DASH_GLUE42_GATEWAY_TOKEN=... dash-glue42-gateway --allow-origin https://apps.example.com
# For a reproducible image, name the base image by its digest: --build-arg NODE=node:22-slim@sha256:...
ARG NODE=node:22-slim

FROM ${NODE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY tsconfig.json webpack.config.js ./
COPY scripts scripts
COPY src src
RUN npx webpack --config-name "gateway server"

FROM ${NODE}
COPY LICENSE THIRD-PARTY-LICENSES.md /
COPY --from=build /build/dash_glue42/gateway_server.js /
USER node
EXPOSE 8385
# For a gateway on its default port, behind a proxy that provides TLS.
HEALTHCHECK --interval=15s --timeout=3s CMD ["node", "-e", \
    "fetch('http://127.0.0.1:8385/health').then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Inside a container, no client can reach 127.0.0.1. Docker appends the arguments of `docker run` to this command.
ENTRYPOINT ["node", "/gateway_server.js", "--host=0.0.0.0"]
