-- Sends what a plan holds, in turn, and prints what came of it:
-- wrk ... -s load.lua URL -- PLAN FROM
-- The plan: for each request its length on a line of its own, then its bytes. Eight @ in a request
-- become a number that counts up from FROM, so that every request can be another one.
local plan, turn, number, numbered = {}, 0, 0, false
local mark = "@@@@@@@@"

function init(args)
    local file = assert(io.open(args[1], "rb"))
    for length in file:lines() do
        plan[#plan + 1] = file:read(tonumber(length))
    end
    file:close()
    number = tonumber(args[2])
    numbered = plan[1]:find(mark, 1, true) ~= nil
end

function request()
    turn = turn % #plan + 1
    if not numbered then
        return plan[turn]
    end
    number = number + 1
    return (plan[turn]:gsub(mark, string.format("%08d", number)))
end

function done(summary, latency)
    local e = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "us": %d, "p50_us": %d, "p99_us": %d, "refused": %d, "broken": %d}\n',
        summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
        e.status, e.connect + e.read + e.write + e.timeout))
end
