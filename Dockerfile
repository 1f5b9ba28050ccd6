FROM python:3.11-slim

# Pango draws the PDF files.
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin crm \
 && install -d -o crm -g crm /datos

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    CRM_STATE_DIR=/datos STATIC_ROOT=/app/staticfiles PORT=8000

WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
# Collected into the image as root, so that the running program cannot change what it serves.
RUN python manage.py collectstatic --noinput --verbosity 0 && python -m compileall -q .

USER crm
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=8s --start-period=60s CMD ["python", "-m", "core.servers.probe"]
CMD ["gunicorn", "crm_project.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", \
     "--workers", "2", "--threads", "4", "--no-control-socket", "--worker-tmp-dir", "/dev/shm", \
     "--max-requests", "5000", "--max-requests-jitter", "500", "--graceful-timeout", "30"]
