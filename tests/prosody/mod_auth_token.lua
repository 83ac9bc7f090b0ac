-- Who connects presents a token in the query of his BOSH request and signs in as anonymous.

local async = require "util.async";
local formdecode = require "util.http".formdecode;
local http = require "net.http";
local new_sasl = require "util.sasl".new;
local sha256 = require "util.hashes".sha256;
local rules = module:require "token/rules";

local key_server = module:get_option_string("asap_key_server");
local app_id = module:get_option_string("app_id");
local secret = module:get_option_string("app_secret");
local may_be_empty = module:get_option_boolean("allow_empty_token", false);
local options = {
    algorithm = module:get_option_string("signature_algorithm", key_server and "RS256" or "HS256"),
    issuers = module:get_option_array("asap_accepted_issuers", { app_id }),
    audiences = module:get_option_array("asap_accepted_audiences", { "*" }),
    needs_room = module:get_option_boolean("asap_require_room_claim", true),
    has_key_server = key_server ~= nil,
};

local keys = {}; -- PEM by key id; kept for ever, so that a new key needs a new id

local function fetched(id)
    local wait, done = async.waiter();
    http.request(key_server .. "/" .. sha256(id, true) .. ".pem", nil, function (body, status)
        keys[id] = (status == 200 or status == 204) and body or nil;
        done();
    end);
    wait();
    return keys[id];
end

local function key_of(token)
    if not key_server then
        return secret;
    end
    local id = rules.key_id(token);
    return id ~= "" and (keys[id] or fetched(id)) or nil;
end

local function admit(session)
    local token = session.jitsi_token;
    if not token then
        return may_be_empty, "token required";
    end
    local claims, wrong = rules.check(options, token, key_of(token), os.time());
    session.jitsi_claims = claims;
    module:log("info", "token %s", wrong or "accepted");
    return claims, wrong;
end

module:hook_global("bosh-session", function (event)
    local query = event.request.url.query;
    local fields = query and formdecode(query);
    event.session.jitsi_token = type(fields) == "table" and fields.token or nil;
end);

local function handler_for(session)
    local handler = new_sasl(module.host, { anonymous = function () return true; end });
    local process = handler.process;
    function handler:process(message)
        local ok, wrong = admit(session);
        if not ok then
            return "failure", "not-allowed", wrong;
        end
        return process(self, message);
    end
    function handler:clean_clone()
        return handler_for(session);
    end
    return handler;
end

module:provides("auth", { get_sasl_handler = handler_for });
