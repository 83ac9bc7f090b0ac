-- Who has a token that says so owns the room; everybody else with a token is a member of it.

local jid = require "util.jid";

local leads = { owner = true, moderator = true, teacher = true };

local function affiliation_of(claims)
    local context = type(claims.context) == "table" and claims.context or {};
    local user = type(context.user) == "table" and context.user or {};
    local moderates = user.moderator == true or user.moderator == "true";
    return (leads[user.affiliation] or moderates) and "owner" or "member";
end

module:hook("muc-occupant-pre-join", function (event)
    local claims = event.origin.jitsi_claims;
    if claims then
        event.room:set_affiliation(true, jid.bare(event.occupant.bare_jid), affiliation_of(claims));
    end
end, 20); -- after the token was verified
