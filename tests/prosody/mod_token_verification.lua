-- A room is created and entered only by whoever's token opens it.

local jid = require "util.jid";
local st = require "util.stanza";
local rules = module:require "token/rules";

local options = {
    verifies_domain = module:get_option_boolean("enable_domain_verification", true),
    prefix = module:get_option_string("muc_mapper_domain_prefix", "conference"),
    base = module:get_option_string("muc_mapper_domain_base"),
};

local function verify(event)
    local claims = event.origin.jitsi_claims;
    local node, host = jid.split(event.stanza.attr.to);
    if not claims or rules.opens(options, claims, node, host) then
        return; -- who has no token was let in without one
    end
    event.origin.send(st.error_reply(event.stanza, "cancel", "not-allowed", "Room and token mismatched")
        :tag("room-mismatch", { xmlns = "http://jitsi.org/jitmeet" }));
    return true;
end

module:hook("muc-room-pre-create", verify, 99);
module:hook("muc-occupant-pre-join", verify, 99);
