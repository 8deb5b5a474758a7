-- wrk's script: ask for the addresses of a file, one after the other, each once; count what is not
-- as expected; say it all as one line of JSON. Arguments: the file, the status expected.

local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  expected = tonumber(args[2])
  asked, unexpected, empty, repeated = 0, 0, 0, 0
  requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
end

function request()
  asked = asked + 1
  if asked > #requests then
    repeated = repeated + 1
  end
  return requests[(asked - 1) % #requests + 1]
end

function response(status, headers, body)
  if status ~= expected then
    unexpected = unexpected + 1
  elseif #body == 0 and expected == 200 then
    empty = empty + 1
  end
end

function done(summary, latency, requests)
  local thread, errors = threads[1], summary.errors
  io.write(string.format(
    '{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "unexpected": %d, "empty": %d, '
      .. '"repeated": %d, "connect": %d, "read": %d, "write": %d, "timeout": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    thread:get("unexpected"), thread:get("empty"), thread:get("repeated"),
    errors.connect, errors.read, errors.write, errors.timeout
  ))
end
