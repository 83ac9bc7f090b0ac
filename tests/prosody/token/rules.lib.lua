-- What a Jitsi server asks of a token: the rules that a service which makes tokens has to keep.
-- Nothing here waits or reads a clock: keys and the time are handed in.

local json = require "util.json";
local base64 = require "util.encodings".base64;
local digest = require "openssl.digest";
local hmac = require "openssl.hmac";
local pkey = require "openssl.pkey";

local rules = {};

-- Signatures ---------------------------------------------------------------------------------

local function is_mac(hash, key, signed, signature)
    return hmac.new(key, hash):final(signed) == signature;
end

local function is_rsa(hash, pem, signed, signature)
    local ok, good = pcall(function ()
        return pkey.new(pem):verify(signature, digest.new(hash):update(signed));
    end);
    return ok and good;
end

local algorithms = {
    HS256 = { "sha256", is_mac }, HS384 = { "sha384", is_mac }, HS512 = { "sha512", is_mac },
    RS256 = { "sha256", is_rsa }, RS384 = { "sha384", is_rsa }, RS512 = { "sha512", is_rsa },
};

-- Reading ------------------------------------------------------------------------------------

-- base64url without padding: RFC 7515, 2
local function decoded(part)
    if part:find("[^%w_-]") then
        return nil;
    end
    local plain = part:gsub("[-_]", { ["-"] = "+", _ = "/" });
    return base64.decode(plain .. ("="):rep(-#part % 4));
end

local function object(part)
    local text = decoded(part);
    local value = text and json.decode(text);
    return type(value) == "table" and value or nil;
end

-- header, claims, what is signed, signature; or nil
local function read(token)
    local head, body, tail = token:match("^([^.]+)%.([^.]+)%.([^.]+)$");
    local header, claims = head and object(head), body and object(body);
    local signature = tail and decoded(tail);
    if header and claims and signature then
        return header, claims, head .. "." .. body, signature;
    end
end

-- The header's key id, before anything is known to be true; "": none.
function rules.key_id(token)
    local header = read(token);
    return header and type(header.kid) == "string" and header.kid or "";
end

-- Claims -------------------------------------------------------------------------------------

local function one_of(list, value)
    for _, accepted in ipairs(list) do
        if accepted == "*" or accepted == value then
            return true;
        end
    end
    return false;
end

local function wrong_time(claims, now)
    for _, name in ipairs { "exp", "nbf" } do
        if claims[name] ~= nil and type(claims[name]) ~= "number" then
            return name .. " is no number";
        end
    end
    return claims.exp and now >= claims.exp and "exp has passed" -- no leeway
        or claims.nbf and now < claims.nbf and "nbf is yet to come";
end

-- What goes into presence is text; these alone may be true or false.
local truths = { moderator = true, ["hidden-from-recorder"] = true, lobby_bypass = true,
    lobby = true, security_bypass = true };

local function wrong_user(claims)
    local user = type(claims.context) == "table" and claims.context.user;
    for name, value in pairs(type(user) == "table" and user or {}) do
        if type(value) ~= "string" and not (truths[name] and type(value) == "boolean") then
            return "context.user." .. name .. " is no text";
        end
    end
end

local function wrong_claim(options, claims)
    if type(claims.iss) ~= "string" or not one_of(options.issuers, claims.iss) then
        return "iss is not accepted";
    elseif claims.aud == nil or not one_of(options.audiences, claims.aud) then
        return "aud is not accepted"; -- an array is equal to nothing
    elseif type(claims.sub) ~= "string" then
        return "sub is missing";
    elseif type(claims.room) ~= "string" and (options.needs_room or claims.room ~= nil) then
        return "room is missing";
    end
end

local function wrong_header(options, header)
    if header.typ ~= "JWT" then
        return "typ is not JWT";
    elseif header.alg ~= options.algorithm then
        return "alg is another one";
    elseif options.has_key_server and header.alg:sub(1, 2) ~= "RS" then
        return "alg takes no public keys";
    elseif options.has_key_server and type(header.kid) ~= "string" then
        return "kid is missing";
    end
end

-- The claims; or nil and what is wrong. key: the secret, or the PEM of the public key.
function rules.check(options, token, key, now)
    local header, claims, signed, signature = read(token);
    if not header then
        return nil, "it is no token";
    end
    local wrong = wrong_header(options, header);
    if wrong then
        return nil, wrong;
    end
    local hash, is_good = table.unpack(algorithms[header.alg]);
    if not key or not is_good(hash, key, signed, signature) then
        return nil, "the signature is wrong";
    end
    wrong = wrong_time(claims, now) or wrong_claim(options, claims) or wrong_user(claims);
    if wrong then
        return nil, wrong;
    end
    return claims;
end

-- Rooms --------------------------------------------------------------------------------------

local function is_pattern(claims)
    local room = type(claims.context) == "table" and claims.context.room;
    return type(room) == "table" and (room.regex == true or room.regex == "true");
end

-- Patterns cost time: they are short, and repeat little. "%-" repeats nothing.
local function is_bounded(options, pattern)
    local _, repeats = pattern:gsub("%%.", ""):gsub("[-*+?]", "");
    return #pattern <= options.most_length and repeats <= options.most_repeats;
end

-- The part of a room's name that the claim stands for; or nil, and what is wrong if it is not that.
local function named(options, claims, room)
    local claim = (claims.room or "*"):lower(); -- of ASCII alone, as Lua has it
    if claim == "*" then
        return room;
    elseif not options.has_patterns or not is_pattern(claims) then
        return claim;
    elseif not is_bounded(options, claim) then
        return nil, "invalid-regex";
    end
    local ok, found = pcall(string.match, room, claim);
    return ok and found or nil, not ok and "invalid-regex" or nil;
end

local function is_at(options, claims, tenant, host)
    if not options.verifies_domain or claims.sub == "*" then
        return true;
    elseif tenant then
        return claims.sub:lower() == tenant and options.base ~= nil
            and host == options.prefix .. "." .. options.base;
    end
    return host == options.prefix .. "." .. claims.sub:lower();
end

-- Whether a token with these claims opens node@host; if not, by which condition. RFC 7622 names the
-- parts.
function rules.opens(options, claims, node, host)
    local tenant, room = node:match("^%[([^%]]+)%](.+)$");
    local name, wrong = named(options, claims, room or node);
    if name == (room or node) and is_at(options, claims, tenant, host) then
        return true;
    end
    return false, wrong or "room-mismatch";
end

return rules;
