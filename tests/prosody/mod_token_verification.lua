-- A room is created and entered only by whoever's token opens it.

local jid = require "util.jid";
local st = require "util.stanza";
local rules = module:require "token/rules";

local options = {
    verifies_domain = module:get_option_boolean("enable_domain_verification", true),
    prefix = module:get_option_string("muc_mapper_domain_prefix", "conference"),
    base = module:get_option_string("muc_mapper_domain_base"),
    has_patterns = module:get_option_boolean("token_regex_enabled", true),
    most_length = module:get_option_number("token_regex_room_max_length", 128),
    most_repeats = module:get_option_number("token_regex_max_quantifiers", 3),
};

local function verify(event)
    local claims = event.origin.jitsi_claims;
    local node, host = jid.split(event.stanza.attr.to);
    if not claims then
        return; -- who has no token was let in without one
    end
    local ok, wrong = rules.opens(options, claims, node, host);
    if ok then
        return;
    end
    event.origin.send(st.error_reply(event.stanza, "cancel", "not-allowed", "Room and token mismatched")
        :tag(wrong, { xmlns = "http://jitsi.org/jitmeet" }));
    return true;
end

module:hook("muc-room-pre-create", verify, 99);
module:hook("muc-occupant-pre-join", verify, 99);
