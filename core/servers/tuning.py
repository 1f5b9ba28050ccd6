"""Settings of the embedded servers, in proportion to the machine. Rewritten at each start."""

from pathlib import Path

import psutil

from .state import State

MB = 1024 * 1024


def machine_memory() -> int:
    """Bytes that we may count on: the machine's, or the container's limit when that is smaller."""
    total = int(psutil.virtual_memory().total)
    for name in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            total = min(total, int(Path(name).read_text(encoding="ascii").strip()))
        except (OSError, ValueError):  # no limit: "max"
            continue
    return total


def postgres_settings(state: State) -> dict[str, str]:
    """Name → value as it stands in the file. Modest: the web, the worker and the user's own programs live here too."""
    memory = machine_memory()
    buffers = 128 * MB if state.throwaway else max(64 * MB, min(memory // 8, 2048 * MB))
    settings = {
        "listen_addresses": "'127.0.0.1'",
        "port": str(state.pg_port),
        "unix_socket_directories": "''",  # the loopback with a password: no limit on the path, no peer mismatch as root
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "max_connections": "100",
        "shared_buffers": f"{buffers // MB}MB",
        "effective_cache_size": f"{max(256, memory // 2 // MB)}MB",
        "work_mem": "16MB",
        "hash_mem_multiplier": "2",
        "maintenance_work_mem": f"{max(64, min(memory // 32 // MB, 512))}MB",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "200",
        "jit": "off",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "on",
        # Insert-only tables (ledger, order lines) must be vacuumed for index-only scans.
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.05",
        # Seven files a week that overwrite themselves: the log cannot fill the disk.
        "logging_collector": "on",
        "log_directory": "'log'",
        "log_filename": "'postgresql-%a.log'",
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_file_mode": "0600",
    }
    if state.throwaway:
        settings |= {
            "fsync": "off",
            "full_page_writes": "off",
            "logging_collector": "off",
            # Counted while a test has just emptied it, a table would be planned as empty when the next one fills it.
            "autovacuum": "off",
            "max_connections": "60",
        }
    return settings


def valkey_settings(state: State) -> list[str]:
    """Lines of valkey.conf. Keys of the broker must never be evicted; the cache has its own timeouts."""
    lines = [
        "bind 127.0.0.1",
        f"port {state.valkey_port}",
        f"requirepass {state.valkey_password}",
        f'dir "{state.valkey}"',
        "daemonize yes",
        f'pidfile "{state.valkey / "valkey.pid"}"',
        f'logfile "{state.valkey / "valkey.log"}"',
        "maxmemory 256mb",
        "maxmemory-policy noeviction",
    ]
    if state.throwaway:
        return [*lines, "appendonly no", 'save ""']
    return [*lines, "appendonly yes", "appendfsync everysec", "aof-load-truncated yes"]
